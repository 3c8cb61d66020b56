"""``python -m sim`` is ``tracktwo``."""

from sim.cli import main

if __name__ == "__main__":
    main()
