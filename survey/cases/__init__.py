"""The engine under everything that gets an answer: receipts, history, a clock of working days, files and search.

It serves suggestions and service requests alike; what differs between them is data.
"""
