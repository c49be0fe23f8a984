"""Run every benchmark, one after the other."""

from bench import journey, many, partitions, phone, results, scoring, stored, web

if __name__ == "__main__":
    scoring.main()
    stored.main()
    many.main()
    partitions.main()
    web.main()
    phone.main()
    journey.main()
    results.main()
