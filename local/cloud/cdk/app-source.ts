/** The CDK app that a local run deploys: a blueprint of this package, or an app of the user's own. */
export type AppSource = { readonly blueprint: string } | OwnApp;

/** A command for the shell that runs a CDK app, as `cdk --app` takes it, and the folder that it runs in. */
export interface OwnApp {
  readonly command: string;
  readonly folder: string;
}

/** Returns what people call the app: the blueprint's name, or the command. */
export function nameOf(source: AppSource): string {
  return 'command' in source ? source.command : source.blueprint;
}
