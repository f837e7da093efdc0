import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HostError } from '#results'
import { runTool } from '#vm/host'
import { acquireOptions, pickMirror, privateAptConf, sourcesList } from './apt-config.ts'

const targets = `Example|bookworm|http://example.test/other/|
Debian|bookworm-security|http://mirror.test/debian-security/|$(SIGNED_BY)
Debian|bookworm|http://mirror.test/debian/|$(SIGNED_BY)
`

test('picks the Debian archive, not security and not somebody else’s', () => {
	expect(pickMirror(targets).uri).toBe('http://mirror.test/debian/')
})

test('knows the archive by its path while apt has no lists yet', () => {
	expect(pickMirror('$(ORIGIN)|bookworm|http://mirror.test/debian|\n').uri).toBe('http://mirror.test/debian')
})

test('keeps the keyring that the host pins', () => {
	expect(pickMirror('Debian|sid|http://mirror.test/debian/|/etc/keys/site.gpg\n').signedBy).toBe(
		'/etc/keys/site.gpg',
	)
})

test('the override wins', () => {
	expect(pickMirror(targets, 'http://other.test/debian').uri).toBe('http://other.test/debian')
})

test.each([
	'http://m/ x',
	'http://m/\ndeb [trusted=yes] http://evil/ sid main',
	'[trusted=yes]',
	'-oX=y',
	'sid',
])('an address that would be more than one word in sources.list is refused, unseen: %j', (override) => {
	expect(() => pickMirror(targets, override)).toThrow(
		'ROOTLESS_MATRIX_DEBIAN_MIRROR is not the address of a Debian mirror.',
	)
})

test('a host without Debian’s archive gets an error that says what to set', () => {
	let error: unknown
	try {
		pickMirror('Ubuntu|noble|http://mirror.test/ubuntu/|\n')
	} catch (caught) {
		error = caught
	}
	expect(error).toMatchObject({ code: 'host' })
	expect((error as HostError).hint).toContain('ROOTLESS_MATRIX_DEBIAN_MIRROR')
})

test('takes over how to get files and leaves hooks and directories behind', () => {
	const dump = `Acquire "";
Acquire::http::Proxy "http://proxy.test:3128";
Acquire::Check-Valid-Until "false";
Acquire::IndexTargets::deb::Packages::MetaKey "x";
Acquire::https::mirror.test::CaInfo "/etc/site/ca.pem";
Acquire::AllowInsecureRepositories "1";
Acquire::AllowWeakRepositories "1";
Acquire::AllowDowngradeToInsecureRepositories "1";
Acquire::https::Verify-Peer "false";
Acquire::https::mirror.test::Verify-Host "false";
Acquire::http::Proxy "http://x"; APT::Get::AllowUnauthenticated "1";
APT::Get::AllowUnauthenticated "1";
Acquire::Languages:: "none";
APT::Update::Post-Invoke-Success:: "rm -rf /";
Dir::State "/var/lib/apt";
`
	expect(acquireOptions(dump)).toMatchInlineSnapshot(`
		"Acquire::http::Proxy "http://proxy.test:3128";
		Acquire::Check-Valid-Until "false";
		Acquire::https::mirror.test::CaInfo "/etc/site/ca.pem";
		Acquire::Languages:: "none";
		Acquire::AllowInsecureRepositories "0";
		Acquire::AllowWeakRepositories "0";
		Acquire::AllowDowngradeToInsecureRepositories "0";
		Acquire::https::Verify-Peer "1";
		Acquire::https::Verify-Host "1";
		APT::Get::AllowUnauthenticated "0";
		"
	`)
	expect(privateAptConf('/cache/apt', '')).toContain('Dir::Etc::SourceParts "/dev/null";')
})

test('apt takes blanks and globs in the paths of its configuration as they are, and reads nothing of the host’s', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'apt-config-'))
	onTestFinished(() => rm(dir, { recursive: true }))
	const root = join(dir, 'some where', '*', 'apt')
	await mkdir(join(root, 'etc'), { recursive: true })
	await writeFile(join(root, 'apt.conf'), privateAptConf(root, ''))
	const dumped = await runTool(['apt-config', 'shell', 'L', 'Dir::State::Lists/d', 'E', 'Dir::Etc/d'], {
		to: 'read it',
		env: { APT_CONFIG: join(root, 'apt.conf') },
	})
	expect(dumped).toBe(`L='${root}/state/lists/'\nE='${root}/etc/'\n`)
})

test('packages for another machine have an apt of their own, which knows no others', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'apt-config-'))
	onTestFinished(() => rm(dir, { recursive: true }))
	await writeFile(join(dir, 'apt.conf'), privateAptConf(dir, '', 'arm64'))
	const dumped = await runTool(['apt-config', 'dump', 'APT::Architecture', 'APT::Architectures'], {
		to: 'read it',
		env: { APT_CONFIG: join(dir, 'apt.conf') },
	})
	expect(dumped).toMatch(/^APT::Architecture "arm64";$/m)
	expect(dumped).not.toContain('amd64')
	expect(privateAptConf(dir, '')).not.toContain('Architecture')
})

test('every suite is signed by the keyring', () => {
	const list = sourcesList({ uri: 'http://mirror.test/debian/', signedBy: '/keys.gpg' })
	expect(list.split('\n').filter((line) => !line.startsWith('deb [signed-by=/keys.gpg] '))).toEqual([''])
})
