"""Run every benchmark, one after the other."""

from bench import board, journey, many, memory, partitions, phone, results, scoring, search, stored, web

if __name__ == "__main__":
    scoring.main()
    stored.main()
    many.main()
    partitions.main()
    web.main()
    phone.main()
    journey.main()
    memory.main()
    results.main()
    board.main()
    search.main()
