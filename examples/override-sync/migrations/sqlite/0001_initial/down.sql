DROP TABLE "article";
