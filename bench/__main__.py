"""Run every benchmark, one after the other."""

from bench import journey, scoring, web

if __name__ == "__main__":
    scoring.main()
    web.main()
    journey.main()
