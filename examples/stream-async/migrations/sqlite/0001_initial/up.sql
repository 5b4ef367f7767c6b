CREATE TABLE "reading" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "sensor" text NOT NULL CHECK (LENGTH("sensor") <= 40),
  "celsius" double NOT NULL
);
