import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { gcVerb } from './gc.ts'
import { lsVerb } from './ls.ts'
import { verifyVerb } from './verify.ts'

export function imagesVerb(context: Context, finish: Finish): Command {
	return new Command('images')
		.summary('show, check and clean the cache of downloads and images: ls, verify, gc')
		.description('What runs have downloaded and built is kept in a cache. These verbs look after it.')
		.helpCommand(false)
		.addCommand(lsVerb(context))
		.addCommand(verifyVerb(context, finish))
		.addCommand(gcVerb(context))
		.addHelpText(
			'after',
			'\nExamples:\n  $ rootless-matrix images ls\n  $ rootless-matrix images gc --unused-for 30 --delete',
		)
}
