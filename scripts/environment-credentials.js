'use strict';
const { fromEnv } = require('@aws-sdk/credential-provider-env');

/** Stands in for the SDK's default provider chain inside handler bundles. */
exports.defaultProvider = () => fromEnv();
