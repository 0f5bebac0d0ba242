"""What a dealer 经销商 earns with us, worked out for the talk with them (S11-23); nothing is stored."""
