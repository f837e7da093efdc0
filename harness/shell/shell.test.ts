import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startFakeSshd } from '#vm/guest/testing'
import { connectGuest } from '#vm'
import { escapable } from './escape.ts'
import { readPlace, userComplaint } from './places.ts'
import { type Seat, sit } from './sit.ts'

const typed = async (...chunks: string[]) => {
	let left = false
	const through = Readable.from(chunks.map((chunk) => Buffer.from(chunk))).pipe(
		escapable(() => {
			left = true
			through.end()
		}),
	)
	return { came: await text(through), left }
}

test.each([
	['docker ps\r', 'docker ps\r', false],
	['~.', '', true],
	['ls\r~.', 'ls\r', true],
	['ls ~.\r', 'ls ~.\r', false],
	['~~.\r', '~.\r', false],
	['~/bin/x\r', '~/bin/x\r', false],
	['~', '~', false],
])('%j goes there as %j; leaves: %s', async (keys, came, left) => {
	expect(await typed(keys)).toEqual({ came, left })
	// However the keys come.
	if (!left) expect(await typed(...keys)).toEqual({ came, left })
})

test('places and users', () => {
	expect(readPlace('container:web:1')).toEqual({ at: 'container', container: 'web:1' })
	expect([readPlace('netns:x'), readPlace('home')]).toEqual([undefined, undefined])
	expect(userComplaint({ at: 'netns', user: 'root' })).toMatch(/is root in there/)
	expect(userComplaint({ at: 'peer', user: 'rootless' })).toMatch(/another machine/)
	expect(userComplaint({ at: 'host', user: 'root' })).toBeUndefined()
})

/** A guest that answers with the command that it was given. */
async function atSeat(seat: Partial<Seat>, stand: Parameters<typeof sit>[2]['stand']) {
	const sizes: string[] = []
	await using sshd = await startFakeSshd({
		onTerminal: (size) => void sizes.push(size),
		answer: (command) => ({
			stdout: command.includes('child_pid') ? '4711\n' : command,
			code: command.includes('child_pid') ? 0 : 7,
		}),
	})
	await using guest = await connectGuest({
		host: '127.0.0.1',
		port: sshd.port,
		privateKey: sshd.clientKey.privateKey,
		hostKey: sshd.hostKey.publicKey,
	})
	const stdout = new PassThrough()
	const { signal } = new AbortController()
	const whole = { stdin: new PassThrough().end(), stdout, stderr: new PassThrough(), ...seat }
	const code = await sit(guest, whole, { stand, path: '/opt/stacks/docker/bin', signal })
	stdout.end()
	return { code, ran: await text(stdout), sizes }
}

test('a shell on the VM is the user’s, and its exit code is the shell’s', async () => {
	const { code, ran, sizes } = await atSeat({}, { at: 'host' })
	expect(code).toBe(7)
	expect(ran).toMatch(/^cd \/home\/rootless && export .*PATH=\/opt\/stacks\/docker\/bin .* bash$/)
	expect(ran).toContain('DOCKER_HOST=unix:///run/user/1000/docker.sock')
	expect(sizes).toEqual([])
})

test('each place is entered as its checks enter it', async () => {
	expect((await atSeat({}, { at: 'peer', command: ['ip', 'a'] })).ran).toMatch(
		/^cd \/root && .* exec ip netns exec peer ip a$/,
	)
	expect((await atSeat({}, { at: 'netns' })).ran).toMatch(/exec setpriv .* nsenter .*-t 4711 -- bash$/)
	expect((await atSeat({}, { at: 'container' })).ran).toMatch(
		/docker run --rm -i rootless-matrix\/probe:\d+ sh$/,
	)
	const named = await atSeat({}, { at: 'container', container: 'web', command: ['id', '-u'] })
	expect(named.ran).toMatch(/docker exec -i web id -u$/)
	expect((await atSeat({}, { at: 'host', user: 'root' })).ran).toMatch(/^cd \/root && .* exec bash$/)
})

test('a terminal is made raw for as long as it takes, and given its size', async () => {
	const raw: boolean[] = []
	const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) })
	const stdout = Object.assign(new PassThrough(), { isTTY: true, rows: 30, columns: 100 })
	const shown = text(stdout)
	const { sizes } = await atSeat({ stdin, stdout, term: 'vt100' }, { at: 'host' })
	stdout.end()
	expect(sizes).toEqual(['30x100 vt100'])
	expect(raw).toEqual([true, false])
	expect(await shown).toMatch(/^chown rootless .*; cd .* exec setpriv .* bash -i$/)
})
