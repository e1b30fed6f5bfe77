'use strict';
const { fromEnv } = require('@aws-sdk/credential-provider-env');
const { fromInstanceMetadata } = require('@smithy/credential-provider-imds');

/** Stands in for the SDK's default provider chain inside the agent's bundle: an instance has a role, and nothing else. */
exports.defaultProvider = () => (process.env.AWS_ACCESS_KEY_ID ? fromEnv() : fromInstanceMetadata({ maxRetries: 3 }));
