//! What people can do: one function per act, the board task and the bus
