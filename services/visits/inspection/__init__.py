"""The stream `inspection-<id>`: a sample of one salesperson's contacts of one month, drawn to be judged."""
