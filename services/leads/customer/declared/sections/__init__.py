"""The sections 栏目 of the customer file, one file each."""
