import { GuestCommandError } from '#results/errors'
import type { Guest } from '#vm'
import { expect, it } from 'vitest'
import { startHostService, startHostServices } from './host-service.ts'
import type { Vantage } from './vantage.ts'

/** A guest whose systemd refuses a unit that runs already, and a place from which every server answers. */
function guestWith(running: readonly string[], { refuses = false } = {}) {
	const units = new Set(running)
	const exec = (argv: readonly string[]) => {
		const unit =
			argv.map((word) => word.replace('--unit=', '')).find((word) => word.endsWith('.service')) ?? ''
		const result = (code: number, stderr = '') => Promise.resolve({ code, stderr, stdout: '', ms: 1 })
		if (argv[0] === 'systemctl') return (units.delete(unit), result(0))
		if (refuses) return result(1, 'Failed to start transient service unit: Connection timed out')
		if (units.has(unit)) return result(1, `Unit ${unit} was already loaded or has a fragment file.`)
		return (units.add(unit), result(0))
	}
	const guest = { exec, check: exec } as unknown as Guest
	const ask = () =>
		Promise.resolve({ kind: 'answered', who: 'host-7012', peer: '-', nonceMatches: true, ms: 1 })
	return { units, guest, host: { ask } as unknown as Vantage }
}

const start = ({ guest, host }: { guest: Guest; host: Vantage }) =>
	startHostService({ guest, host, signal: AbortSignal.timeout(60_000), address: '::1', port: 7012 })

const unit = 'rootless-matrix-host-7012--1.service'

it('takes the place of a server that a check cut off at its deadline has left', async () => {
	const left = guestWith([unit])
	const service = await start(left)
	expect(service.who).toBe('host-7012')
	expect([...left.units]).toEqual([unit])
	await service[Symbol.asyncDispose]()
	expect([...left.units]).toEqual([])
})

it('leaves nothing where the start itself was cut off', async () => {
	const { guest, host, units } = guestWith([])
	const exec = guest.exec.bind(guest)
	// The unit is there, and the answer never comes.
	const late: Guest['exec'] = async (argv, options) => {
		const result = await exec(argv, options)
		if (argv[0] === 'systemd-run') throw new GuestCommandError('the check is over')
		return result
	}
	await expect(start({ guest: { ...guest, exec: late }, host })).rejects.toThrow('the check is over')
	expect([...units]).toEqual([])
})

it('is one unit on several addresses, asked on each', async () => {
	const { guest, host, units } = guestWith([])
	const asked: string[] = []
	const ask: Vantage['ask'] = (target) => (asked.push(target.host), host.ask(target))
	const started = await startHostServices({
		guest,
		host: { ...host, ask },
		signal: AbortSignal.timeout(60_000),
		addresses: ['127.0.0.1', '::1'],
		port: 7012,
	})
	expect([...units]).toEqual(['rootless-matrix-host-7012-127-0-0-1--1.service'])
	expect(asked).toEqual(['127.0.0.1', '::1'])
	expect(started.controls.map(({ kind }) => kind)).toEqual(['answered', 'answered'])
	await started[Symbol.asyncDispose]()
	expect([...units]).toEqual([])
})

it('is stopped where one of its addresses does not answer', async () => {
	const { guest, host, units } = guestWith([])
	const ask: Vantage['ask'] = (target) =>
		target.host === '::1'
			? Promise.resolve({ kind: 'answered', who: 'another', peer: '-', nonceMatches: true, ms: 1 })
			: host.ask(target)
	const started = startHostServices({
		guest,
		host: { ...host, ask },
		signal: AbortSignal.timeout(60_000),
		addresses: ['127.0.0.1', '::1'],
		port: 7012,
	})
	await expect(started).rejects.toThrow('::1:7012 does not answer')
	expect([...units]).toEqual([])
})

it('says why systemd took no such unit', async () => {
	await expect(start(guestWith([], { refuses: true }))).rejects.toMatchObject({
		output: expect.stringContaining('Connection timed out') as string,
	})
})
