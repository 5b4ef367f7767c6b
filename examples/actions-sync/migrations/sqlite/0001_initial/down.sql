DROP TABLE "file";
