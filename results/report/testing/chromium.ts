import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** Debian's Chromium. A test without one fails: a report nobody looked at is not tested. */
function chromiumPath(path = process.env.PATH ?? ''): string {
	for (const directory of path.split(':')) {
		const file = join(directory, 'chromium')
		try {
			accessSync(file, constants.X_OK)
			return file
		} catch {
			// The next directory may have it.
		}
	}
	throw new Error('There is no chromium in PATH; `npm run test:browser` installs it with apt.')
}

export const launchChromium = (): Promise<Browser> =>
	chromium.launch({
		executablePath: chromiumPath(),
		// Chromium's sandbox refuses root, which CI is.
		args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
		timeout: 90_000,
	})
