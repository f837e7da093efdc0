import { readFileSync } from 'node:fs'
import { runCli } from './cli.ts'
import { services } from './services.ts'

/** mke2fs, modprobe and depmod lie where an ordinary user's PATH does not look on Debian. */
process.env.PATH = [process.env.PATH ?? '/usr/bin:/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(':')

// `plan | head` closes our output early; that is no failure.
for (const stream of [process.stdout, process.stderr])
	stream.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error
	})

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
	version: string
}

process.exitCode = await runCli({
	argv: process.argv.slice(2),
	env: process.env,
	stdout: process.stdout,
	stderr: process.stderr,
	signals: process,
	exit: (code) => process.exit(code),
	now: Date.now,
	services,
	version: manifest.version,
})
