import { type Command, Option } from 'commander';
import { withAccountOptions } from '../../input/account-options';

/**
 * Returns the command with the options that say in which cloud to look, and how to answer.
 * @param purpose - what `--local` is for, as its help says it.
 */
export function withCloudOptions(command: Command, purpose: string): Command {
  return withAccountOptions(command)
    .addOption(new Option('--local', purpose).default(false).conflicts(['region', 'profile']))
    .addOption(
      new Option('--work-folder <folder>', 'folder of the local cloud (default: .local); means --local').implies({
        local: true,
      }),
    )
    .option('--json', 'print one JSON document', false);
}
