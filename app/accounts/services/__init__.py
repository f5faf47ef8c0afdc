"""What can be done with accounts: sign in and out, links, passwords, invitations, throttling."""
