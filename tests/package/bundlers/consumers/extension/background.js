// Tells the test which id the browser gave the extension.
