import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runTool } from '#vm/host'
import type { DownloadedPackage } from '../apt/apt.ts'
import { filesOf, partContext } from '../fixtures/part-context.ts'
import { sha256OfFile } from '../sum.ts'
import { lxcPart } from './lxc-part.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'lxc-part-test-'))))
afterEach(() => rm(dir, { recursive: true }))

const version = '1:6.0.4-4+deb13u4'

/** A package as Debian's lxc has its files, with a word in each. */
async function deb(name: string, files: readonly string[]): Promise<DownloadedPackage> {
	const tree = join(dir, name)
	for (const path of ['DEBIAN/control', ...files]) {
		await mkdir(dirname(join(tree, path)), { recursive: true })
		await writeFile(join(tree, path), `${path}\n`)
	}
	const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: A <a@b.test>\nDescription: x\n`
	await writeFile(join(tree, 'DEBIAN/control'), control)
	if (name === 'liblxc-common') await chmod(join(tree, 'usr/libexec/lxc/lxc-user-nic'), 0o4755)
	if (name === 'liblxc1') await symlink('liblxc.so.1.8.0', join(tree, 'usr/lib/x86_64-linux-gnu/liblxc.so.1'))
	const path = `${tree}.deb`
	await runTool(['dpkg-deb', '--root-owner-group', '-Znone', '--build', tree, path], {
		to: 'build a package',
	})
	return { name, version, suite: 'trixie', path, sha256: await sha256OfFile(path) }
}

it.each([
	['Debian 13', 'usr/lib/systemd/system'],
	['Debian 12, whose package names /lib', 'lib/systemd/system'],
])('has the program, and what belongs on the host: %s', async (_, units) => {
	const debs = await Promise.all([
		deb('liblxc-common', ['usr/libexec/lxc/lxc-user-nic', 'usr/sbin/init.lxc']),
		deb('lxc', [
			...['etc/default/lxc', 'etc/default/lxc-net', `${units}/lxc-net.service`, `${units}/lxc.service`],
			...['usr/bin/lxc-info', 'usr/bin/lxc-start', 'usr/libexec/lxc/lxc-net'],
		]),
		deb('liblxc1', ['usr/lib/x86_64-linux-gnu/liblxc.so.1.8.0']),
	])
	const part = await lxcPart(debs, partContext(dir))
	// A colon would end an entry of PATH.
	expect(part).toMatchObject({ directory: 'lxc-6.0.4-4+deb13u4', version: '6.0.4', program: 'lxc-user-nic' })
	expect(filesOf(part, '/bin')).toEqual(['lxc-info', 'lxc-user-nic'])
	expect(filesOf(part, '/host/usr/lib/systemd/system')).toEqual(['lxc-net.service'])
	expect(filesOf(part, '/host/usr/lib/x86_64-linux-gnu')).toEqual(['liblxc.so.1', 'liblxc.so.1.8.0'])
	expect(filesOf(part, '/host/etc/default')).toEqual(['lxc', 'lxc-net'])
	expect(filesOf(part, '/host/usr/libexec/lxc')).toEqual(['lxc-net'])
})
