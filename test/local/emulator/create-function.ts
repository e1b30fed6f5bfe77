import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateFunctionCommand, type CreateFunctionCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { Emulator } from './start-emulator';

const roleTemplate = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'function', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
  },
};
const urlsWithRole = new Set<string>();
let functions = 0;

/** The name of a new function whose `index.js` is this source. */
export async function createFunction(
  emulator: Emulator,
  source: string,
  changes: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  await ensureRole(emulator);
  functions += 1;
  const name = `function-${functions}`;
  await new LambdaClient(emulator.clientConfig()).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x' as CreateFunctionCommandInput['Runtime'],
      Role: 'arn:aws:iam::123456789012:role/function',
      Handler: 'index.handler',
      Timeout: 10,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(source) }) },
      ...changes,
    }),
  );
  return name;
}

/** Lambda takes only roles that exist. */
async function ensureRole(emulator: Emulator): Promise<void> {
  if (urlsWithRole.has(emulator.url)) return;
  const client = new CloudFormationClient(emulator.clientConfig());
  await client.send(new CreateStackCommand({ StackName: 'role', TemplateBody: JSON.stringify(roleTemplate) }));
  urlsWithRole.add(emulator.url);
}
