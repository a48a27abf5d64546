using System.Management.Automation.Host;
using System.Text;

namespace MlDash.Cmdlets.Commands;

/// <summary>A picture on the screen of the host. Each new one takes the place of the one before, row by row, so that nothing flickers.</summary>
internal sealed class LivePicture(PSHost host)
{
    private const string Escape = "\u001b[";
    private const string EraseToEndOfRow = Escape + "K";
    private const string EraseBelow = Escape + "J";

    private int _rows;

    /// <summary>Whether pictures can take the place of others; a file or another program gets the last one alone.</summary>
    public static bool IsOnScreen => !Console.IsOutputRedirected;

    /// <summary>Shows a picture.</summary>
    public void Show(IReadOnlyList<string> rows)
    {
        if (!IsOnScreen)
        {
            foreach (var row in rows)
                host.UI.WriteLine(row);
            return;
        }

        var text = new StringBuilder();
        if (_rows > 0)
            text.Append(Escape).Append(_rows).Append('A');
        foreach (var row in rows)
            text.Append(row).Append(EraseToEndOfRow).Append(Environment.NewLine);
        host.UI.Write(text.Append(EraseBelow).ToString());
        _rows = rows.Count;
    }
}
