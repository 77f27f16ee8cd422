//! Tests of the whole module. The parts with private doors are tested in their own files.

mod compositions;
mod hostile;
mod primitives;
