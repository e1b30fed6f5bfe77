'use strict';
// What the agent is measured beside: the same SDK clients with the same commands, one call made with each, and then idle.
const dynamodb = require('@aws-sdk/client-dynamodb');
const s3 = require('@aws-sdk/client-s3');

const { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand, paginateQuery } = dynamodb;
const { S3Client, GetObjectCommand, PutObjectCommand, DeleteObjectsCommand, paginateListObjectsV2 } = s3;
const { CreateMultipartUploadCommand, UploadPartCommand, CompleteMultipartUploadCommand, AbortMultipartUploadCommand } =
  s3;

globalThis.kept = [PutItemCommand, UpdateItemCommand, paginateQuery, PutObjectCommand, DeleteObjectsCommand];
globalThis.kept.push(paginateListObjectsV2, CreateMultipartUploadCommand, UploadPartCommand);
globalThis.kept.push(CompleteMultipartUploadCommand, AbortMultipartUploadCommand);

async function main() {
  const Key = { pk: { S: 'SHARD' }, sk: { S: 'none' } };
  await new DynamoDBClient({}).send(new GetItemCommand({ TableName: process.env.FLEET_TABLE_NAME, Key }));
  const object = { Bucket: process.env.FLEET_BUCKET_NAME, Key: 'none' };
  await new S3Client({}).send(new GetObjectCommand(object)).catch((error) => {
    if (error.name !== 'NoSuchKey') {
      throw error;
    }
  });
  setInterval(() => {}, 60_000);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
