"""Answers across sectors: what waits, who is asked, and what those who look after conversations see."""
