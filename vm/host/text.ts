/** Control characters and terminal escapes, which a guest may print to disturb who reads them, are left out. */
export const plainText = (text: string): string =>
	// oxlint-disable-next-line no-control-regex
	text.replace(/\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)|[^\n\t\x20-\x7e\u00a0-\uffff]/g, '')
