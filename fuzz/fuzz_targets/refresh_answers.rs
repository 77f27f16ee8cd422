#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sentc_light_fuzz::refresh_answers(data));
