/** Gives a file to whoever sits in front of the page. */
export function save(content: Blob, name: string): void {
    const address = URL.createObjectURL(content);
    const link = document.createElement('a');
    [link.href, link.download] = [address, name];
    link.click();
    // The browser has taken it once this turn is over.
    setTimeout(() => URL.revokeObjectURL(address));
}

/** A chart as a picture with its title above and its legend below. */
export function pictureFile(chart: HTMLCanvasElement, title: string, legend: { label: string; colour: string }[], look: CSSStyleDeclaration): Promise<Blob> {
    const scale = devicePixelRatio || 1;
    const [edge, line] = [12 * scale, 18 * scale];
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [chart.width + 2 * edge, chart.height + (2 + legend.length) * line + edge];
    const pen = canvas.getContext('2d');
    if (!pen) return Promise.reject(new Error('This browser draws no pictures.'));
    pen.fillStyle = look.getPropertyValue('--ground');
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = look.getPropertyValue('--text');
    pen.font = `600 ${13 * scale}px system-ui, sans-serif`;
    pen.fillText(title, edge, edge + line / 2);
    pen.drawImage(chart, edge, edge + line);
    pen.font = `${12 * scale}px system-ui, sans-serif`;
    legend.forEach(({ label, colour }, at) => {
        const y = chart.height + edge + (at + 2) * line;
        pen.fillStyle = colour;
        pen.fillRect(edge, y - 9 * scale, 10 * scale, 10 * scale);
        pen.fillStyle = look.getPropertyValue('--text');
        pen.fillText(label, edge + 16 * scale, y);
    });
    return new Promise((done, fail) => canvas.toBlob((content) => (content ? done(content) : fail(new Error('The picture could not be made.'))), 'image/png'));
}
