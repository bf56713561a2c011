//! The live board in memory and who should go
