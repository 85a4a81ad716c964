//! numpool-node
