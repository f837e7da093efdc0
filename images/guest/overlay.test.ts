import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileInputs, guestFiles } from './guest-files.ts'
import { writeOverlay } from './overlay.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'overlay-test-'))))
afterEach(() => rm(dir, { recursive: true }))

/** A checkout under this umask, and what of it is in the guest. */
async function overlayUnder(umask: number): Promise<string[]> {
	const before = process.umask(umask)
	try {
		const root = join(dir, umask.toString(8))
		await mkdir(join(root, 'etc/ssh'), { recursive: true })
		await mkdir(join(root, 'usr/lib/x'), { recursive: true })
		await writeFile(join(root, 'etc/ssh/config'), 'a')
		await writeFile(join(root, 'usr/lib/x/run'), 'b', { mode: 0o777 })
		const tar = join(dir, 'overlay.tar')
		await writeOverlay(await guestFiles(root), tar)
		const listed = execFileSync('tar', ['-tvf', tar, '--numeric-owner'], { encoding: 'utf8' })
		return listed
			.trim()
			.split('\n')
			.map((line) => line.replace(/ +\d+ 1970-01-01 \d\d:\d\d/, ''))
	} finally {
		process.umask(before)
	}
}

test('the umask of a checkout does not show in the guest, and everything is root’s', async () => {
	const wanted = [
		'drwxr-xr-x 0/0 etc',
		'drwxr-xr-x 0/0 etc/ssh',
		'drwxr-xr-x 0/0 usr',
		'drwxr-xr-x 0/0 usr/lib',
		'drwxr-xr-x 0/0 usr/lib/x',
		'-rw-r--r-- 0/0 etc/ssh/config',
		'-rwxr-xr-x 0/0 usr/lib/x/run',
	]
	expect(await overlayUnder(0o022)).toEqual(wanted)
	expect(await overlayUnder(0o077)).toEqual(wanted)
})

test('the key changes with what a file says and whether it runs, not with the umask', async () => {
	await writeFile(join(dir, 'a'), '1', { mode: 0o600 })
	const first = fileInputs(await guestFiles(dir, 'usr'))
	await chmod(join(dir, 'a'), 0o644)
	expect(fileInputs(await guestFiles(dir, 'usr'))).toEqual(first)
	expect(Object.keys(first)).toEqual(['usr/a'])
	await chmod(join(dir, 'a'), 0o755)
	expect(fileInputs(await guestFiles(dir, 'usr'))).not.toEqual(first)
})

test('a guest keeps nothing of the host’s way to its mirror', async () => {
	const root = join(dir, 'root')
	const files = [
		...['etc/apt/apt.conf.d/99mmdebstrap', 'etc/apt/sources.list', 'etc/apt/sources.list.d/0000.list'],
		...['var/lib/apt/lists/user:secret@mirror.test_Packages', 'var/log/apt/history.log', 'var/log/dpkg.log'],
	]
	for (const path of files) {
		await mkdir(join(root, path, '..'), { recursive: true })
		await writeFile(join(root, path), 'http://user:secret@mirror.test/debian')
	}
	const setup = await readFile(join(import.meta.dirname, 'setup.sh'), 'utf8')
	const last = setup.slice(setup.indexOf("# What the host's way to its mirror"))
	execFileSync('sh', ['-euc', `root=$1\n${last}`, 'sh', root])
	const left = execFileSync('sh', [
		'-c',
		'grep -rl secret "$1" || true; find "$1" -name "*secret*"',
		'sh',
		root,
	])
	expect(left.toString()).toBe('')
})
