DROP TABLE "post_tags";
DROP TABLE "tag";
DROP TABLE "comment";
DROP TABLE "post";
DROP TABLE "author";
