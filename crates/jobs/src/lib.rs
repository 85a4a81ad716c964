//! numpool-jobs
