/** An object in S3 and where it goes. */
export interface Download {
  readonly bucketName: string;
  readonly objectKey: string;
  readonly region: string;
  readonly target: string;
}

/** Returns the commands that write `content` to `path`; nothing in it is expanded by the shell. */
export function writeFileCommands(path: string, content: string): string[] {
  const end = `END_OF_${path
    .replace(/^.*\//, '')
    .replace(/[^A-Za-z]/g, '_')
    .toUpperCase()}`;
  return [`cat >${path} <<'${end}'`, content, end];
}

/**
 * Returns the command that installs a package of Amazon Linux 2023 unless the image has what it is needed for. The
 * repositories lie in S3, so that a gateway endpoint reaches them.
 *
 * @see https://repost.aws/knowledge-center/ec2-al1-al2-update-yum-without-internet
 */
export function installCommand(program: string, packageName: string): string {
  return `command -v ${program} >/dev/null || dnf install --assumeyes --quiet ${packageName}`;
}

/**
 * Returns the command that copies an object from S3 to a file. The command line of AWS is part of the standard image of
 * Amazon Linux 2023 and a package for the minimal ones, see `installCommand`.
 *
 * @see https://docs.aws.amazon.com/linux/al2023/ug/aws-cli.html
 */
export function downloadCommand({ bucketName, objectKey, region, target }: Download): string {
  return `aws s3 cp --only-show-errors --region '${region}' 's3://${bucketName}/${objectKey}' '${target}'`;
}
