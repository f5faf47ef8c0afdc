"""Who is signed in: passwords, links in the mail, invitations and sessions."""
