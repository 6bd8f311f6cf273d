"""What is on disk: sealed snapshots and runs, the state database, the identity vault."""
