import type { ProgramEnd, RunProgram } from '#vm/host'
import type { Host } from './requirement.ts'

/** For tests: a machine whose programs print what the table says; every other program is absent. */
export function fakeHost(programs: Record<string, string | ProgramEnd>, more: Partial<Host> = {}): Host {
	const run: RunProgram = async ([file = '']) => {
		const end = programs[file]
		if (end === undefined) return { state: 'absent' }
		return typeof end === 'string' ? { state: 'ended', code: 0, output: end } : end
	}
	return {
		run,
		env: {},
		isRoot: true,
		nodeVersion: '20.19.0',
		memoryBytes: 8 * 2 ** 30,
		cacheDir: '/',
		...more,
	}
}

/** What the real programs print on Debian 12. */
export const debian12 = {
	'qemu-system-x86_64': 'QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright …\n',
	'qemu-img': 'qemu-img version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\n',
	mmdebstrap: 'mmdebstrap 1.3.5\n',
	mke2fs: 'mke2fs 1.47.0 (5-Feb-2023)\n\tUsing EXT2FS Library version 1.47.0\n',
	'dpkg-deb': "Debian 'dpkg-deb' package archive backend version 1.21.22 (amd64).\n",
	'apt-get': 'apt 2.6.1 (amd64)\nSupported modules:\n',
	modprobe: 'kmod version 30\n+ZSTD +XZ -ZLIB +LIBCRYPTO -EXPERIMENTAL\n',
	depmod: 'kmod version 30\n',
	tar: 'tar (GNU tar) 1.34\n',
	xz: 'xz (XZ Utils) 5.4.1\nliblzma 5.4.1\n',
	zstd: '*** Zstandard CLI (64-bit) v1.5.4, by Yann Collet ***\n',
	flock: 'flock from util-linux 2.38.1\n',
	bsdtar: 'bsdtar 3.6.2 - libarchive 3.6.2 zlib/1.2.13\n',
	lz4: '*** LZ4 command line interface 64-bits v1.9.4, by Yann Collet ***\n',
} as const satisfies Record<string, string>
