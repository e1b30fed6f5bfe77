import { type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { chooseFleet, type DeployedFunction, type FleetAddress } from '../fleet/deployed-fleets';

/** Returns the fleet that is asked for, from the environment of the functions in the account and region. */
export async function findFleet(client: LambdaClient, name: string | undefined): Promise<FleetAddress> {
  const functions: DeployedFunction[] = [];
  for await (const page of paginateListFunctions({ client }, {})) {
    functions.push(...(page.Functions ?? []));
  }
  return chooseFleet(functions, name);
}
