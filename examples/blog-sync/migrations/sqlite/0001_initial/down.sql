DROP TABLE "tag";
DROP TABLE "comment";
DROP TABLE "post";
DROP TABLE "author";
