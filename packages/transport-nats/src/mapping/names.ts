export { bucketOf, streamOf, subjectPrefix } from "@revkv/core/words";
