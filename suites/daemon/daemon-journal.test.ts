import { expect, it } from 'vitest'
import type { Guest } from '#vm'
import { journalLine, sinceLastStart } from './daemon-journal.ts'

const warning = 'Continuing without enabling br_netfilter'
const { signal } = new AbortController()

/** A guest whose journal shows what was written only after so many looks. */
function slowGuest(looks: number, written: readonly string[]): Guest {
	const lines = [...written]
	let looked = 0
	const check = async (argv: readonly string[]) => {
		if (argv[0] === 'systemd-cat') lines.push(argv.at(-1)!)
		else looked++
		return { stdout: looked > looks ? lines.join('\n') : '', stderr: '', code: 0, ms: 1 }
	}
	return { check } as unknown as Guest
}

it('finds a line that the journal shows late', async () => {
	expect(await journalLine(slowGuest(3, [`warn: ${warning}`]), warning, { signal })).toBe(`warn: ${warning}`)
})

it('a line is missing when what was written after it shows', async () => {
	expect(await journalLine(slowGuest(3, ['started']), warning, { signal })).toBeUndefined()
})

it('a journal that shows nothing is an error, and no missing line', async () => {
	const deaf = slowGuest(Infinity, [`warn: ${warning}`])
	await expect(journalLine(deaf, warning, { signal, deadline: 20 })).rejects.toThrow(/does not show/)
})

it('a warning of an earlier start is not the running daemon’s', () => {
	const start = '+ [ -w /run/user/1000 ]\n+ exec dockerd'
	const warned = `${start}\nContinuing without enabling br_netfilter\nAPI listen\n`
	expect(sinceLastStart(`${warned}${start}\nAPI listen\n`)).not.toContain('Continuing')
	expect(sinceLastStart(`${start}\nAPI listen\n${warned}`)).toContain('Continuing')
})

it('a journal that names no start is all of one daemon', () => {
	expect(sinceLastStart('Continuing without enabling br_netfilter')).toContain('Continuing')
})
