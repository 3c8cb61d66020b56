"""The exercises that ship, a module each: what is drawn, what is asked, what is right."""
