import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeHost } from './fake-host.ts'
import { examineHost } from './examine.ts'
import { userRequirements } from './user.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'doctor-user-'))))
afterEach(() => rm(dir, { recursive: true }))

const user = { username: 'ann', uid: 1234 }

async function examine(
	programs: Parameters<typeof fakeHost>[0],
	{ subuid = '', subgid, isRoot = false }: { subuid?: string; subgid?: string; isRoot?: boolean } = {},
) {
	await writeFile(join(dir, 'subuid'), subuid)
	await writeFile(join(dir, 'subgid'), subgid ?? subuid)
	const requirements = userRequirements({
		subuid: join(dir, 'subuid'),
		subgid: join(dir, 'subgid'),
		kvm: join(dir, 'kvm'),
		user,
	})
	const { rows, ready, packages } = await examineHost({ host: fakeHost(programs, { isRoot }), requirements })
	return { ready, packages, said: Object.fromEntries(rows.map(({ id, finding }) => [id, finding])) }
}

const newuidmap = { state: 'ended', code: 1, output: 'usage: newuidmap …' } as const

test('root needs no subordinate ids', async () => {
	expect((await examine({}, { isRoot: true })).ready).toBe(true)
})

test('an ordinary user with subordinate ids and a namespace of them is ready', async () => {
	const found = await examine({ newuidmap, unshare: '' }, { subuid: 'bob:1:9\nann:100000:65536\n' })
	expect(found.ready).toBe(true)
	// By number, and in two pieces, they count as well.
	const pieces = { subuid: '1234:100000:30000\n1234:200000:40000\n' }
	expect((await examine({ newuidmap, unshare: '' }, pieces)).ready).toBe(true)
})

test('says exactly what an ordinary user lacks', async () => {
	const found = await examine(
		{ unshare: { state: 'ended', code: 1, output: 'unshare: newuidmap: command not found' } },
		{ subuid: 'ann:100000:65536\n', subgid: 'ann:100000:10\n' },
	)
	expect(found).toMatchObject({
		ready: false,
		packages: ['uidmap'],
		said: {
			newuidmap: { state: 'missing', note: 'not installed' },
			'subordinate ids': { state: 'missing', note: `${join(dir, 'subgid')}: no 65536 ids for ann` },
			'user namespace': { state: 'missing', note: 'unshare: newuidmap: command not found' },
		},
	})
})

test.skipIf(process.getuid?.() === 0)('a KVM that the user may not open is a warning', async () => {
	await writeFile(join(dir, 'kvm'), '')
	await chmod(join(dir, 'kvm'), 0)
	const { ready, said } = await examine({ newuidmap, unshare: '' }, { subuid: 'ann:1:65536\n' })
	expect(ready).toBe(true)
	expect(said.kvm).toMatchObject({ state: 'warning' })
})
