namespace MlDash.Protocol;

/// <summary>Takes the elements of a long array while it is read, so that they need not all be held at once.</summary>
public interface IBatchItems
{
    /// <summary>The array begins. When its member is there twice, it begins again, and what came before does not count.</summary>
    void Begin();

    /// <summary>The next element.</summary>
    /// <param name="item">The element.</param>
    void Add(RawJson item);
}
