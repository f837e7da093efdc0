import { describe, expect, it } from 'vitest'
import { debian12, fakeHost } from './fake-host.ts'
import type { Host } from './requirement.ts'
import { toolRequirements } from './tools.ts'

const probe = (id: string, host: Host) => toolRequirements.find((tool) => tool.id === id)?.probe(host)

describe('a tool', () => {
	it.each([
		['qemu-system-x86_64', '7.2.22'],
		['qemu-img', '7.2.22'],
		['mmdebstrap', '1.3.5'],
		['mke2fs', '1.47.0'],
		['dpkg-deb', '1.21.22'],
		['apt-get', '2.6.1'],
		['modprobe', '30'],
		['depmod', '30'],
		['tar', '1.34'],
		['xz', '5.4.1'],
		['zstd', '1.5.4'],
		['flock', '2.38.1'],
	])('%s on Debian 12 is version %s', async (id, version) => {
		expect(await probe(id, fakeHost(debian12))).toEqual({ state: 'ok', version })
	})

	it('that is not installed is missing', async () => {
		expect(await probe('mmdebstrap', fakeHost({}))).toEqual({ state: 'missing', note: 'not installed' })
	})

	it('that is too old is missing, with the version it would take', async () => {
		const host = fakeHost({ 'qemu-system-x86_64': 'QEMU emulator version 5.2.0' })
		expect(await probe('qemu-system-x86_64', host)).toMatchObject({
			state: 'missing',
			version: '5.2.0',
			note: 'too old: 7.2 or newer is needed (older ones were never tried)',
		})
	})

	it('that is there and does not run is missing, with what it said', async () => {
		const output = 'error while loading shared libraries: libpixman-1.so.0\n'
		const host = fakeHost({ 'qemu-img': { state: 'ended', code: 127, output } })
		expect(await probe('qemu-img', host)).toEqual({
			state: 'missing',
			note: 'installed, but `qemu-img --version` ends with 127: error while loading shared libraries: libpixman-1.so.0',
		})
	})

	it('that hangs is missing, with how long it was waited for', async () => {
		const host = fakeHost({ tar: { state: 'timeout', ms: 30_000, output: '' } })
		expect(await probe('tar', host)).toEqual({
			state: 'missing',
			note: '`tar --version` did not end within 30 s',
		})
	})

	it('whose version cannot be read is a warning, not a refusal', async () => {
		expect(await probe('zstd', fakeHost({ zstd: 'zstd, a compressor' }))).toMatchObject({ state: 'warning' })
	})
})
