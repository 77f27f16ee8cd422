//! Password to keys, AEAD, device key pairs, PEM. Pure: no I/O, no clock, no JS.
