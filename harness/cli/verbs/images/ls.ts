import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { bytes } from '../../view/bytes.ts'

export function lsVerb({ env, services, stdout }: Context): Command {
	return new Command('ls')
		.summary('what is in the cache, why, how large, and when it was last used')
		.description(
			'Lists what is in the cache, largest first: what it is, what asked for it, its size on the disk.',
		)
		.option('--json', 'print the list as JSON')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix images ls')
		.action(async (flags: { json?: true }, command: Command) => {
			refuse(command, strayWords(command))
			const { listCache } = await import('#images')
			const { counted, itemJson, itemTable, totalOf } = await import('./table.ts')
			const root = await services.cacheDirectory(env)
			const items = await listCache(root)
			if (flags.json) {
				stdout.write(`${JSON.stringify({ root, items: items.map(itemJson) }, null, '\t')}\n`)
				return
			}
			if (items.length > 0) stdout.write(`${itemTable(items, stdout)}\n`)
			const quarantined = items.filter(({ kind }) => kind === 'quarantine')
			const apart =
				quarantined.length === 0
					? ''
					: `; ${bytes(totalOf(quarantined))} of it in quarantine, which \`images gc\` removes`
			stdout.write(`${counted(items.length, 'item')}, ${bytes(totalOf(items))} in ${root}${apart}\n`)
		})
}
