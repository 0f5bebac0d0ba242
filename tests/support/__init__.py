"""What tests share: real parts, deadlines instead of sleeps, contract suites, the spec kit."""
