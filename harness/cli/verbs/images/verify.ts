import { Command } from 'commander'
import { type Context, isLive } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { fit, oneLine } from '../../view/one-line.ts'

const CLEAR = '\r\u001b[2K'

export function verifyVerb({ env, services, stdout, stderr, interrupts }: Context, finish: Finish): Command {
	return new Command('verify')
		.summary('read everything in the cache and quarantine what is damaged')
		.description(
			'Compares every file in the cache with its checksum. What is not what it was goes to quarantine, is never used, and is ' +
				'fetched or built again when it is needed.',
		)
		.option('--json', 'print what is damaged as JSON')
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix images verify\n\nExit code: 0 nothing is damaged, 3 something was',
		)
		.action(async (flags: { json?: true }, command: Command) => {
			refuse(command, strayWords(command))
			const [{ verifyCache }, { defaultDriver }] = await Promise.all([import('#images'), import('#vm')])
			const { counted } = await import('./table.ts')
			const root = await services.cacheDirectory(env)
			const live = isLive(stderr, env)
			let checked = 0
			const damage = await verifyCache(root, {
				signal: interrupts.signal,
				damage: async ({ kind, path }) =>
					kind === 'snapshots' ? defaultDriver.snapshots?.damage(path) : undefined,
				onItem({ kind, name }, index, count) {
					checked = count
					const line = `Reading ${index + 1} of ${count}: ${kind}/${name}`
					if (live) stderr.write(`${CLEAR}${fit(oneLine(line), (stderr.columns ?? 80) - 1)}`)
				},
			})
			if (live) stderr.write(CLEAR)
			const damaged = damage.map(({ item: { kind, name }, what, quarantined }) => ({
				kind,
				name,
				what,
				quarantined,
			}))
			if (flags.json) stdout.write(`${JSON.stringify({ root, checked, damaged }, null, '\t')}\n`)
			else {
				for (const { kind, name, what, quarantined } of damaged)
					stdout.write(`${oneLine(`${kind}/${name} is damaged: ${what}`)}\n  in quarantine: ${quarantined}\n`)
				stdout.write(`${counted(checked, 'item')} in ${root}: ${damaged.length} damaged\n`)
			}
			if (damaged.length > 0) finish(3)
		})
}
