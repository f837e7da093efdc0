import { GuestCommandError } from '#results/errors'
import { expect, it } from 'vitest'
import { savedRules } from './saved-rules.ts'
import type { RunResult, Vantage } from './vantage.ts'

const place = (answer: (command: string) => Partial<RunResult>): Vantage =>
	({
		name: 'netns',
		run: (argv: readonly string[]) =>
			Promise.resolve({ stdout: '', stderr: '', code: 0, ...answer(argv.join(' ')) }),
	}) as unknown as Vantage

it('reads both families at once where the tool may', async () => {
	const asked: string[] = []
	const nft = place((command) => {
		asked.push(command)
		return { stdout: `# ${command}\n` }
	})
	expect(await savedRules(nft, ['-c'])).toEqual({ v4: '# iptables-save -c\n', v6: '# ip6tables-save -c\n' })
	expect(asked).toHaveLength(2)
})

it('reads the legacy tables by their names, where only the host’s root may list them', async () => {
	const legacy = place((command) => {
		const table = / -t (\w+)$/.exec(command)?.[1]
		if (table === undefined)
			return {
				code: 1,
				stderr: 'Failed to list table names in /proc/net/ip_tables_names: Permission denied\n',
			}
		if (table === 'security' || command.startsWith('ip6'))
			return { code: 1, stderr: `can't initialize: Table does not exist (do you need to insmod?)\n` }
		return { stdout: `*${table}\n` }
	})
	expect(await savedRules(legacy)).toEqual({ v4: '*filter\n*nat\n*mangle\n*raw\n', v6: '' })
})

it('never takes what cannot be read for no rules', async () => {
	const refused = place((command) =>
		command.includes('-t')
			? { code: 4, stderr: 'Permission denied (you must be root)\n' }
			: { code: 1, stderr: 'Failed to list table names in /proc/net/ip_tables_names: Permission denied\n' },
	)
	await expect(savedRules(refused)).rejects.toThrow(GuestCommandError)
	await expect(savedRules(place(() => ({ code: 1, stderr: 'no' })))).rejects.toThrow('exited with 1')
})
