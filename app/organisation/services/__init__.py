"""What can be done with bodies and people, by those who administer them."""
