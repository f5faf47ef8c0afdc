"""The facilitator's desk: what needs doing now in a campaign, and how it goes."""
