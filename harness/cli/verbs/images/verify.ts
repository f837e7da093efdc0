import { Command } from 'commander'
import { type Context, isLive } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'

export function verifyVerb(context: Context, finish: Finish): Command {
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
			const [{ counted }, { stepsView }] = await Promise.all([
				import('./table.ts'),
				import('../../view/steps.ts'),
			])
			const { env, services, stdout, stderr, interrupts, now } = context
			const root = await services.cacheDirectory(env)
			let checked = 0
			const read = async () => {
				using view = stepsView(stderr, { now, live: isLive(stderr, env) })
				view.step(`Looking through ${root}`)
				return verifyCache(root, {
					signal: interrupts.signal,
					damage: async ({ kind, path }) =>
						kind === 'snapshots' ? defaultDriver.snapshots?.damage(path) : undefined,
					onItem({ kind, name }, index, count) {
						checked = count
						view.step(`Reading ${index + 1} of ${count}: ${kind}/${name}`)
					},
				})
			}
			const damage = await read()
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
